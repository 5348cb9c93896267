namespace Wfn.Import.Onnx.Families;

/// <summary>ONNX Runtime's own operators, which its optimiser and its quantiser write into files.</summary>
internal static class MicrosoftDomain
{
    /// <summary>The name of the domain.</summary>
    public const string Name = "com.microsoft";

    /// <summary>What can be done about an operator that is not read, or null for those of other makers.</summary>
    public static string? Remedy(string domain) => domain switch
    {
        "com.microsoft.nchwc" => "ONNX Runtime laid it out for one processor: save the model with a graph_optimization_level of ORT_ENABLE_EXTENDED or lower",
        Name or "com.ms.internal.nhwc" => "ONNX Runtime's optimiser or quantiser wrote it: bring the model as it was before, or save it with a "
            + "graph_optimization_level of ORT_ENABLE_BASIC, and quantise with quant_format=QuantFormat.QDQ",
        _ => null,
    };
}
