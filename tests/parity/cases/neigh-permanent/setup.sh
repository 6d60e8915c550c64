# What is permanent no answer and no announcement changes.
