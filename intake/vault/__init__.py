"""Things under seal: anyone may put in, only the holder of the private key takes out."""
