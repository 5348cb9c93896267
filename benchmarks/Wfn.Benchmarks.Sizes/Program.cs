// Sizes of the same indices in several codings; docs/size.md has what it prints.
using Wfn.Benchmarks.Sizes;

SizeTable.Print(SizedNetwork.All());
