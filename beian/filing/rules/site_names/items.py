"""The item that holds a site's name."""

NAME = "sites[].name"
