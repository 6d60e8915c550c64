# A frame for another station's address in the tag.
