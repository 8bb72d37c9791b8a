"""Which address leads to which door."""

from django.urls import URLPattern, URLResolver, path

from aldia.web import invoices, letters, morning, session

urlpatterns: list[URLPattern | URLResolver] = [
    path("", morning.today, name="today"),
    path("mensajes/decidir/", morning.decide_messages, name="decide_messages"),
    path("mensajes/<int:message_id>/carta/", morning.message_view, name="message_view"),
    path("facturas/<path:number>/", invoices.invoice, name="invoice"),
    path("buzon/", letters.mailbox, name="mailbox"),
    path("buzon/<int:message_id>/carta/", letters.letter_view, name="letter_view"),
    path("entrar/", session.log_in, name="login"),
    path("salir/", session.log_out, name="logout"),
    path("empresa/", session.choose_company, name="choose_company"),
]
