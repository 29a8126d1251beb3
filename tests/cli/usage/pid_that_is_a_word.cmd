host-analyze myapp
