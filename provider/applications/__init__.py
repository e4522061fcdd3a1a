"""An application for filing, from the owner's first answer to the number: the web form, and the life of the record at the provider."""
