# group_fwd_mask lets LLDP pass.
