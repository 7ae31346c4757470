"""An app of the tests, with handlers that a test steers: they run here and in a real worker alike."""
