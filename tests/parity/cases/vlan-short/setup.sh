# Frames that end inside or right behind the tag.
