"""Dashboards: pictures where pictures say more. One file a chart in dashboards/charts/; what is drawn, the table under
it and its workbook are the same rows.
"""
