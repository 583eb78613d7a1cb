from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "toprung.records.tenancy"
    label = "tenancy"
