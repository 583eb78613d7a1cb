"""How the vendor looks to its customers: name, logo, colour, and where their answers by mail go."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.ui.colours import readable_on
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.records.portal.branding import LARGEST_LOGO, BrandDraft, brand_of, set_brand
from toprung.records.tenancy.permissions import Verb, require


class BrandForm(forms.Form):
    """What customers see of the vendor."""

    use_required_attribute = False
    name = forms.CharField(
        required=False, max_length=100, label="Name", help_text="Blank: the workspace’s name. Mails come from it too."
    )
    colour = forms.CharField(
        required=False, max_length=7, label="Colour", help_text="Such as #1a5fb4. Letters on it turn white or black."
    )
    reply_to = forms.CharField(
        required=False, max_length=254, label="Answers go to", help_text="An address of yours. Blank: nowhere."
    )
    logo = forms.FileField(
        required=False,
        label="Logo",
        help_text=f"PNG or JPEG of at most {LARGEST_LOGO // 1024} KB, shown 40 pixels high.",
    )
    without_logo = forms.BooleanField(required=False, label="Take the logo out")

    def draft(self) -> BrandDraft:
        """As the action takes it."""
        given = self.cleaned_data
        # One byte more than allowed is enough to be refused; a larger file is not read whole.
        logo = given["logo"].read(LARGEST_LOGO + 1) if given["logo"] else None
        return BrandDraft(given["name"], given["colour"], given["reply_to"], b"" if given["without_logo"] else logo)


@page(methods=("GET", "HEAD", "POST"))
def portal_settings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The brand; POST changes it."""
    brand = brand_of(visit.workspace)
    on_file = {"name": brand.name, "colour": brand.colour, "reply_to": brand.reply_to}
    if request.method != "POST":
        return _shown(request, visit, BrandForm(initial=on_file))
    require(visit.actor, Verb.CHANGE_WORKSPACE, visit.workspace)
    form = BrandForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, visit, form, status=422)
    if first_time(request, visit):
        try:
            set_brand(visit.workspace, form.draft(), by=visit.actor, now=visit.now)
        except BadInput as error:
            form.add_error(None, str(error))
            return _shown(request, visit, form, status=422)
    return redirect_to(request, "portal_settings", visit.workspace.pk, message="Saved. Customers see it from now on.")


def _shown(request: HttpRequest, visit: Visit, form: BrandForm, status: int = 200) -> HttpResponse:
    brand = brand_of(visit.workspace)
    shown = {
        "form": form,
        "brand": brand,
        "vendor": brand.called,
        "letters": "white" if not brand.colour or readable_on(brand.colour) == "#ffffff" else "black",
        "editable": visit.may(Verb.CHANGE_WORKSPACE),
    }
    return render(request, visit, "settings/portal.html", shown, title="Portal", active="settings", status=status)
