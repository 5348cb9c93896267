using Wfn.Graph;

namespace Wfn.Generator.Emit;

/// <content>The same methods over the integers and truth values that the model's file has as inputs and outputs.</content>
internal sealed partial class ApiEmitter
{
    // What takes an input in layer by layer takes float32 only.
    private bool HasIntegers => inputs.Concat(outputs).Any(port => port.Given != ElementType.Float32)
        && inputs.All(port => port.Given == ElementType.Float32 || port.Port.Intake is null);

    private static string ReadOnlySpanOf(ModelPort port) => $"global::System.ReadOnlySpan<{Word(port)}>";

    private static string SpanOf(ModelPort port) => $"global::System.Span<{Word(port)}>";

    private static string Word(ModelPort port) => port.Given switch
    {
        ElementType.Int64 => "long",
        ElementType.Int32 => "int",
        ElementType.Bool => "bool",
        _ => "float",
    };

    private void WriteIntegers()
    {
        var parameters = string.Join(
            ", ", inputs.Select(p => $"{ReadOnlySpanOf(p)} {p.Parameter}").Concat(outputs.Select(p => $"{SpanOf(p)} {p.Parameter}")));
        WriteSample(
            [
                "/// <summary>Runs one sample, its inputs and outputs of the types that the model's file gives them.</summary>",
                "/// <remarks>Integers up to 2^24 are exact.</remarks>",
            ],
            "/// <summary>The same in the caller's memory; it allocates nothing.</summary>",
            parameters,
            LoadGiven,
            StoreGiven);
        if (code.Input.HasBatch)
        {
            WriteBatchOfIntegers(parameters);
        }
    }

    private void WriteBatchOfIntegers(string parameters)
    {
        var slices = string.Join(", ", inputs.Concat(outputs).Select(p => $"{p.Parameter}.Slice(sample * {p.LengthName}, {p.LengthName})"));
        writer.Line("/// <summary>Runs several samples, one after another, of the types that the model's file gives them.</summary>")
            .Line("/// <param name=\"batch\">The number of samples.</param>");
        WriteParameterDocs(" of every sample, one after another", "<paramref name=\"batch\"/> times ");
        WriteLengthException(", or one of an output overlaps one of an input");
        writer.Open($"public static void Infer(int batch, {parameters})");
        WriteBatchChecks(inputs.Concat(outputs));
        WriteApart(SpanOf);
        writer.Line("var workspace = ThreadWorkspace();")
            .Open("for (var sample = 0; sample < batch; sample++)")
            .Line($"Infer({slices}, workspace);")
            .Close()
            .Close()
            .Line();
    }

    private string LoadGiven(ModelPort input) => input.Given == ElementType.Float32 ? Load(input, input.Parameter, Memory(input))
        : IsFixedPoint ? $"{code.Kernel("IntegerSpans")}.Quantize({input.Parameter}, {Memory(input)}, {input.Prefix}FractionBits, {Bounds(input)});"
        : $"{code.Kernel("IntegerSpans")}.Load({input.Parameter}, {Memory(input)});";

    private string StoreGiven(ModelPort output) => output.Given == ElementType.Float32 ? Store(output, Memory(output), output.Parameter)
        : IsFixedPoint ? $"{code.Kernel("IntegerSpans")}.Dequantize({Memory(output)}, {output.Parameter}, {output.Prefix}FractionBits);"
        : $"{code.Kernel("IntegerSpans")}.Store({Memory(output)}, {output.Parameter});";
}
