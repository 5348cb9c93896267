
BprobabilityJD‚?