"""The admin's page of pictures, and what stands on it."""
