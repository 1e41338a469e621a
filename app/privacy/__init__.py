"""What this installation keeps of people, said in their language; its admins may add a text of their own."""
