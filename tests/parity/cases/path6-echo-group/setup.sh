# Echo to all nodes and all routers.
