namespace Wfn.Diagnostics;

/// <summary>Every diagnostic code; docs/diagnostics has a page for each.</summary>
public static class DiagnosticCodes
{
    /// <summary>A file is missing or cannot be read.</summary>
    public const string FileNotReadable = "WFN1001";

    /// <summary>A file is no model of a kind that is read, or is truncated.</summary>
    public const string NotAModel = "WFN1002";

    /// <summary>The model uses operators, or settings of operators, that are not supported.</summary>
    public const string UnsupportedOperator = "WFN1003";

    /// <summary>A weight is NaN or infinite.</summary>
    public const string NonFiniteWeight = "WFN1004";

    /// <summary>Dimensions claim more data than the file can hold, or overflow.</summary>
    public const string TensorTooLarge = "WFN1005";

    /// <summary>The model's graph contradicts itself: missing values, cycles, shapes that do not fit.</summary>
    public const string InvalidGraph = "WFN1006";

    /// <summary>External tensor data lies outside the model's folder, or is missing.</summary>
    public const string ExternalData = "WFN1007";

    /// <summary>A model, or data, would take more memory than is allowed.</summary>
    public const string MemoryLimit = "WFN1008";

    /// <summary>A .wfn artifact is corrupted.</summary>
    public const string CorruptedArtifact = "WFN2001";

    /// <summary>A .wfn artifact was written by a newer version.</summary>
    public const string NewerArtifact = "WFN2002";

    /// <summary>A data file has the wrong format.</summary>
    public const string BadData = "WFN3001";

    /// <summary>Data does not fit the model's input shape.</summary>
    public const string DataShape = "WFN3002";

    /// <summary>A label is out of range.</summary>
    public const string LabelRange = "WFN3003";

    /// <summary>An option has a value that makes no sense.</summary>
    public const string BadOption = "WFN3004";

    /// <summary>Training cannot go on (no native library, NaN loss, …).</summary>
    public const string TrainingFailed = "WFN3005";

    /// <summary>Evaluation data holds samples of the training data (warning).</summary>
    public const string SharedSamples = "WFN3006";

    /// <summary>Training data lacks classes that the network tells apart (warning).</summary>
    public const string ClassNeverSeen = "WFN3007";

    /// <summary>Training data has fewer samples than a batch (warning).</summary>
    public const string FewSamples = "WFN3008";

    /// <summary>Tensors stay off the codebook because it cannot hold their values beside the others' (warning).</summary>
    public const string OutOfCodebookRange = "WFN3009";

    /// <summary>The authors' clustering moved weights by more than half of themselves (warning).</summary>
    public const string SweptWeights = "WFN3010";

    /// <summary>Fixing without training changed the network's outputs by more than is allowed (error), or by a third of it (warning).</summary>
    public const string OutputChange = "WFN3011";

    /// <summary>The original's own answers on the data are doubtful: preprocessing or labels may be others than in its training (warning).</summary>
    public const string DoubtfulOriginal = "WFN3012";

    /// <summary>Fixed point is much worse than float32, which is generated instead.</summary>
    public const string FixedPointTooCoarse = "WFN3013";

    /// <summary>No proof that sums fit 32 bits could be found.</summary>
    public const string Overflow = "WFN4001";

    /// <summary>The artifact has no activation formats: float32 code is generated (information).</summary>
    public const string NotCalibrated = "WFN4002";

    /// <summary>The tables exceed the size limit.</summary>
    public const string TablesTooLarge = "WFN4003";

    /// <summary>The item's namespace or class name is not usable, or used twice.</summary>
    public const string BadName = "WFN4004";

    /// <summary>The artifact's measured accuracy loss exceeds <c>MaxAccuracyLoss</c>.</summary>
    public const string AccuracyLoss = "WFN4005";

    /// <summary>An item's metadata has a value that makes no sense.</summary>
    public const string BadMetadata = "WFN4006";

    /// <summary>The project's C# language version, or its compiler, is older than generated code needs.</summary>
    public const string LanguageVersion = "WFN4007";

    /// <summary>The project is no C# project.</summary>
    public const string NotCSharp = "WFN4008";

    /// <summary>A failure of WfnBuild itself.</summary>
    public const string Internal = "WFN9001";
}
