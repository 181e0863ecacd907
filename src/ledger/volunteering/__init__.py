"""志愿服务: activities, service records with their queue, and the sorting feed."""
