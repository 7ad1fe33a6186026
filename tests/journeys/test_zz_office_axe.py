import json
from tests.journeys.test_change_item import *
from axe_playwright_python.sync_playwright import Axe
from tests.accessibility import OPTIONS
def test_axe(browser, own_site, item):
    out=open("/tmp/office/axe.txt","w")
    from catalog import revisions
    from django.utils import timezone
    from datetime import date
    c=item.revisions.last().content
    d=revisions.draft(content={**c,"name":"新","steps":c["steps"][1:]},effective_from=date(2026,1,1),by=make_staff("item_editor"),reason="x",now=timezone.now())
    rich=ServiceItem.objects.filter(circumstances__isnull=False).first()
    for role in ("item_editor","item_approver"):
      with staff_page(browser, own_site, role) as p:
        for path in ("serviceitem/", f"serviceitem/{rich.pk}/change/", f"serviceitem/{item.pk}/change/", f"serviceitem/{item.pk}/retire/", f"draft/{d.pk}/change/", "draft/", f"revision/{item.revisions.first().pk}/change/","hall/1/change/"):
            if p.goto(f"/admin/catalog/{path}").status!=200: continue
            p.evaluate('document.querySelectorAll("details").forEach(d => d.open = true)')
            #p.screenshot(path=f"/tmp/office/{role}_{path.replace('/','_')}.png", full_page=True)
            for v in Axe().run(p, options=OPTIONS).response["violations"]:
                out.write(f"{role} {path} {v['id']} {v['impact']} {len(v['nodes'])}\n")
                for n in v["nodes"][:3]: out.write("      "+n["html"][:160].replace("\n"," ")+" || "+str(n["target"])[:100]+"\n")
