"""申诉: a volunteer looks at a record of service, asks for it to be put right, and is answered."""
