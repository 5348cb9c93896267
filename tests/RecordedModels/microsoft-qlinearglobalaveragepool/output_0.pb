
ByJ‚a€jx