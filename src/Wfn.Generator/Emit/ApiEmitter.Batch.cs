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
        writer.Line(code.Input.Samples is null
                ? "/// <summary>Runs several samples, one after another.</summary>"
                : "/// <summary>Runs several samples on the calling thread; layers whose weights they share take several at once, with the bits of one after another.</summary>")
            .Line("/// <param name=\"batch\">The number of samples.</param>");
        WriteParameterDocs(" of every sample, one after another", "<paramref name=\"batch\"/> times ");
        WriteLengthException(", or one of an output overlaps one of an input");
        writer.Open($"public static void Infer(int batch, {parameters})");
        WriteBatchChecks(inputs.Concat(outputs));
        WriteApart(_ => Floats);
        writer.Line("var sample = 0;")
            .Line("var workspace = ThreadWorkspace();");
        if (code.Input.Samples is { } plan)
        {
            WriteSamplesAtOnce(
                plan,
                from => string.Join("\n", outputs.Select(p => Store(p, Memory(p, from), $"{p.Parameter}.Slice((sample + place) * {p.LengthName}, {p.LengthName})"))),
                plan.MakesOutput ? Store(outputs[0], "results", $"{outputs[0].Parameter}.Slice(sample * {outputs[0].LengthName}, count * {outputs[0].LengthName})") : null);
        }

        writer.Open("for (; sample < batch; sample++)")
            .Line($"Infer({slices}, workspace);")
            .Close()
            .Close()
            .Line();
    }

    private void WriteApart(Func<ModelPort, string> type, string span = "")
    {
        foreach (var (input, output) in inputs.SelectMany(input => outputs.Select(output => (input, output))))
        {
            WriteApart(input, type(output), output.Parameter, span);
        }
    }

    private void WriteApart(ModelPort input, string type, string output, string span = "") => writer.Line(
        $"{code.Kernel("Argument")}.RequireApart(batch, {input.Parameter}{span}, ({type.Replace(".Span<", ".ReadOnlySpan<")}){output}{span}, nameof({output}));");

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
            .Line("/// <exception cref=\"global::System.ArgumentException\">A memory has the wrong length, or one of an output overlaps one of an input.</exception>")
            .Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">There can be no such number of threads.</exception>");
        writer.Open($"public static void InferParallel(int batch, {parameters}, int maxDegreeOfParallelism = -1)")
            .Line("var options = new global::System.Threading.Tasks.ParallelOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism };");
        WriteBatchChecks(inputs.Concat(outputs));
        WriteApart(_ => Floats, ".Span");
        writer.Line("var threads = maxDegreeOfParallelism < 0 ? global::System.Environment.ProcessorCount : maxDegreeOfParallelism;");
        if (code.Input.Samples is { } samples)
        {
            // Samples that share weights stay together where there are enough of them for every thread.
            var group = CSharpText.Number(samples.Group);
            writer.Line($"var group = batch >= (long)threads * {group} ? {group} : 1;");
        }
        else
        {
            writer.Line("const int group = 1;");
        }

        writer.Line("var groups = ((long)batch + group - 1) / group;")
            .Line("var parts = (int)global::System.Math.Min(groups, 4L * threads);")
            .Open("if (threads == 1 || parts <= 1)")
            .Line($"Infer(batch, {all});")
            .Line("return;")
            .Close()
            .Line()
            .Line("global::System.Threading.Tasks.Parallel.For(0, parts, options, part =>")
            .Line("{")
            .Line("    var first = (int)(groups * part / parts * group);")
            .Line("    var count = (int)global::System.Math.Min(batch, groups * (part + 1) / parts * group) - first;")
            .Line($"    Infer(count, {slices});")
            .Line("});")
            .Close()
            .Line();
    }
}
