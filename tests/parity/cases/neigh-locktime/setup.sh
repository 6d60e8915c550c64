# Of several answers within a second the first counts; an announcement always does.
