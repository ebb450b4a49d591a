"""An issue's body into typed values, and back."""
