
BzJ #"?k""FwùŠF—4E!j\?rj\F?í¼F„Û½Ä