using System.Diagnostics.CodeAnalysis;

namespace Wfn.Generator.Model;

/// <summary>The arithmetic of generated code.</summary>
public enum GeneratedNumerics
{
    /// <summary>Fixed point where the artifact has activation formats, else float32.</summary>
    Auto,

    /// <summary>Fixed point; an artifact without activation formats is refused.</summary>
    FixedPoint,

    /// <summary>Float32 from codebook and indices.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is the word of the item's metadata.")]
    Float32,
}

/// <summary>The kernels of generated code.</summary>
public enum GeneratedKernel
{
    /// <summary>The fastest.</summary>
    Auto,

    /// <summary>Weights as additions, subtractions and shifts only.</summary>
    ShiftAdd,
}

/// <summary>The test framework of a project.</summary>
public enum TestFramework
{
    /// <summary>xunit, version 2 or 3.</summary>
    XUnit,

    /// <summary>NUnit.</summary>
    NUnit,

    /// <summary>MSTest.</summary>
    MSTest,
}

/// <summary>How to generate code from an artifact.</summary>
public sealed record GenerationOptions
{
    /// <summary>The size of tables above which nothing is generated, unless another is given.</summary>
    public const long DefaultMaxTableBytes = 16L << 20;

    /// <summary>The namespace; empty for none. Its parts must be C# identifiers.</summary>
    public required string Namespace { get; init; }

    /// <summary>The class, a C# identifier.</summary>
    public required string ClassName { get; init; }

    /// <summary>Whether the class is declared as public; otherwise it has the accessibility of its other declaration, or internal.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>The artifact's file name for messages and comments.</summary>
    public string FileName { get; init; } = "";

    /// <summary>The arithmetic.</summary>
    public GeneratedNumerics Numerics { get; init; }

    /// <summary>The kernels.</summary>
    public GeneratedKernel Kernel { get; init; }

    /// <summary>The largest measured accuracy loss that is accepted, as a fraction of 1, or null.</summary>
    public double? MaxAccuracyLoss { get; init; }

    /// <summary>The largest size of all tables in bytes, where they are literals.</summary>
    public long MaxTableBytes { get; init; } = DefaultMaxTableBytes;

    /// <summary>How many bytes the values on the way from one sample to its answer may take, four times over (<see cref="Graph.MemoryLimit"/>).</summary>
    public long MaxMemory { get; init; } = Graph.MemoryLimit.Default.Bytes;

    /// <summary>The framework of a test that holds the class to stored answers; null for no test.</summary>
    public TestFramework? GoldenTest { get; init; }

    /// <summary>The manifest resource of the assembly that will hold the tables; empty where they are literals in the code.</summary>
    public string TablesResource { get; init; } = "";
}
