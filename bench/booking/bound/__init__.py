"""The bound: a bare Django project whose one view takes a place and writes a booking. Nothing does less."""
