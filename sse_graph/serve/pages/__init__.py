def page(store, folder, op, header):
    raise NotImplementedError
