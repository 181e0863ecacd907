"""志愿服务队: who leads them, who belongs to them, what they sign up for, how long they served."""
