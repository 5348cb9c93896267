namespace Wfn.Kernels;

/// <summary>What products of unsigned and signed bytes are accumulated in; every choice gives the same bits.</summary>
internal enum DotAccumulation
{
    /// <summary>Sums of pairs in 16 bits, which are flushed to 32 bits where the accumulation schedule says so.</summary>
    Int16Pairs,

    /// <summary>32 bits, by instructions for unsigned times signed bytes.</summary>
    Int32,

    /// <summary>32 bits, by instructions for signed bytes: inputs are taken 128 lower.</summary>
    Int32SignedInputs,
}
