"""Receipt printers: text, layout, bytes, status, and the device itself."""
