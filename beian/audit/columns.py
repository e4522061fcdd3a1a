"""Columns that the database fills from the transaction's scope (docs/decisions/0001): code never sets them."""

from django.db import models


class CurrentSetting(models.Func):
    """current_setting('name'): an error where nobody has entered a scope on this connection."""

    function = "current_setting"
    output_field = models.TextField()

    def __init__(self, name: str):
        super().__init__(models.Value(name))

    def deconstruct(self):
        return "beian.audit.columns.CurrentSetting", (self.source_expressions[0].value,), {}


class SettingField(models.TextField):
    """A text column whose default is the scope's setting, compared byte by byte (COLLATE "C")."""

    def __init__(self, *, setting: str, **kwargs):
        self.setting = setting
        kwargs |= {"db_collation": "C", "db_default": CurrentSetting(setting), "editable": False}
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("db_collation", "db_default", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs | {"setting": self.setting}


class NodeField(SettingField):
    """The node a row belongs to: ministry, province:11, provider:p01."""

    def __init__(self, **kwargs):
        kwargs.pop("setting", None)
        super().__init__(setting="beian.node", **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("setting")
        return name, path, args, kwargs
