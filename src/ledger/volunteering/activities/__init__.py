"""活动: planned, announced, signed up for; from the notice on the wall to the list of who came."""
