"""Pictures that strangers send: looked at, decoded in a limited process, and made anew from pixels alone."""
