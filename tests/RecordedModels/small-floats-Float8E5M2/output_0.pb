
ByJ #">k""EwùŠE—4D!j\>rj\E?í¼E„Û½Ã