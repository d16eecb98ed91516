"""My desk: what each kind of person sees first. What stands where is listed in desk/desks.py; what waits for a
decision in desk/waiting/.
"""
