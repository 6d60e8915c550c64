# Who asks in a tag is answered in the tag.
