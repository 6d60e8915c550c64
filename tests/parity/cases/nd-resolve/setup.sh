# Packets wait, one question goes to the solicited-node group, the answer lets them go.
