"""Groups of participants that rules treat apart: 楼栋长, 高龄志愿者, 学生 …, each with its days."""
