using Wfn.Planning;

namespace Wfn.Generator.Emit;

/// <content>Several samples a call.</content>
internal sealed partial class ApiEmitter
{
    private const string ReadOnlyFloatMemory = "global::System.ReadOnlyMemory<float>";
    private const string FloatMemory = "global::System.Memory<float>";

    private void WriteBatch()
    {
        var parameters = string.Join(
            ", ", inputs.Select(p => $"{ReadOnlyFloats} {p.Parameter}").Concat(outputs.Select(p => $"{Floats} {p.Parameter}")));
        var slices = string.Join(", ", inputs.Concat(outputs).Select(p => $"{p.Parameter}.Slice(sample * {p.LengthName}, {p.LengthName})"));
        writer.Line("/// <summary>Runs several samples, one after another.</summary>")
            .Line("/// <param name=\"batch\">The number of samples.</param>");
        WriteParameterDocs(" of every sample, one after another", "<paramref name=\"batch\"/> times ");
        WriteLengthException();
        writer.Open($"public static void Infer(int batch, {parameters})")
            .Line("Argument.RequireBatch(batch, nameof(batch));");
        foreach (var port in inputs.Concat(outputs))
        {
            writer.Line($"Argument.RequireLength({port.Parameter}.Length, (long)batch * {port.LengthName}, nameof({port.Parameter}));");
        }

        writer.Line("var sample = 0;");
        if (code.Input.Samples is { } plan)
        {
            WriteSamplesAtOnce(plan);
        }

        writer.Line("var workspace = ThreadWorkspace();")
            .Open("for (; sample < batch; sample++)")
            .Line($"Infer({slices}, workspace);")
            .Close()
            .Close()
            .Line();
    }

    // Layers whose weights several samples share while they are in a register.
    private void WriteSamplesAtOnce(ExecutionPlan plan)
    {
        var samples = CSharpText.Number(ExecutionPlanner.SamplesAtOnce);
        writer.Open($"if (batch >= {samples})")
            .Line($"threadSamples ??= CacheLine.NewMemory<{code.Element}>({CSharpText.Number(plan.WorkspaceLength)});")
            .Line($"var memory = CacheLine.Elements(threadSamples, {CSharpText.Number(plan.WorkspaceLength)});")
            .Open($"for (; sample <= batch - {samples}; sample += {samples})");
        foreach (var (input, region) in inputs.Zip(plan.Inputs, (i, p) => (i, p.Region)))
        {
            writer.Line($"Quantization.Quantize({Several(input)}, {Place(region)}, {Scale(input.Port.Format!.FractionBits)}, {Bounds(input)});");
        }

        writer.Line("RunSamples(memory);");
        foreach (var (output, region) in outputs.Zip(plan.Outputs, (o, p) => (o, p.Region)))
        {
            writer.Line($"Quantization.Dequantize({Place(region)}, {Several(output)}, {Scale(-output.Port.Format!.FractionBits)});");
        }

        writer.Close().Close().Line();

        string Several(ModelPort port) => $"{port.Parameter}.Slice(sample * {port.LengthName}, {samples} * {port.LengthName})";

        string Place(PlanRegion region) => $"memory.Slice({CSharpText.Number(region.Offset)}, {CSharpText.Number(region.Length)})";
    }

    // In several parts a thread, so that one that starts late or runs slowly is not waited for.
    private void WriteParallel()
    {
        var parameters = string.Join(
            ", ", inputs.Select(p => $"{ReadOnlyFloatMemory} {p.Parameter}").Concat(outputs.Select(p => $"{FloatMemory} {p.Parameter}")));
        var all = string.Join(", ", inputs.Concat(outputs).Select(p => $"{p.Parameter}.Span"));
        var slices = string.Join(
            ", ", inputs.Concat(outputs).Select(p => $"{p.Parameter}.Span.Slice(first * {p.LengthName}, count * {p.LengthName})"));
        writer.Line("/// <summary>Runs several samples on several threads, which gives the same bits as on one. Unlike the other methods it allocates, some hundred bytes a call.</summary>")
            .Line("/// <param name=\"batch\">The number of samples.</param>");
        WriteParameterDocs(" of every sample, one after another", "<paramref name=\"batch\"/> times ");
        writer.Line("/// <param name=\"maxDegreeOfParallelism\">The most threads that work at a time; -1 for as many as there are processors.</param>")
            .Line("/// <exception cref=\"global::System.ArgumentException\">A memory has the wrong length.</exception>")
            .Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">There can be no such number of threads.</exception>");
        writer.Open($"public static void InferParallel(int batch, {parameters}, int maxDegreeOfParallelism = -1)")
            .Line("var options = new global::System.Threading.Tasks.ParallelOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism };")
            .Line("Argument.RequireBatch(batch, nameof(batch));");
        foreach (var port in inputs.Concat(outputs))
        {
            writer.Line($"Argument.RequireLength({port.Parameter}.Length, (long)batch * {port.LengthName}, nameof({port.Parameter}));");
        }

        writer.Line("var threads = maxDegreeOfParallelism < 0 ? global::System.Environment.ProcessorCount : maxDegreeOfParallelism;")
            .Line("var parts = (int)global::System.Math.Min(batch, 4L * threads);")
            .Open("if (threads == 1 || parts <= 1)")
            .Line($"Infer(batch, {all});")
            .Line("return;")
            .Close()
            .Line()
            .Line("global::System.Threading.Tasks.Parallel.For(0, parts, options, part =>")
            .Line("{")
            .Line("    var first = (int)((long)batch * part / parts);")
            .Line("    var count = (int)((long)batch * (part + 1) / parts) - first;")
            .Line($"    Infer(count, {slices});")
            .Line("});")
            .Close()
            .Line();
    }
}
