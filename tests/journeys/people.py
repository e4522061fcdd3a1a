"""The people of a filing, each with a browser of his own: what they click and type, in the words that the pages show."""
