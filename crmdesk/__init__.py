"""The core of CRM Desk: everything the desk does; knows no window."""

__version__ = "0.1.0"
