# Who asks us is remembered, stale; with another address than before too.
