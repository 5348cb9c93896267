using Wfn.Planning;

namespace Wfn.Generator.Emit;

/// <content>Several samples at once.</content>
internal sealed partial class ApiEmitter
{
    private string SpanOfElements => $"global::System.Span<{code.Element}>";

    /// <summary>Runs as many samples as can be at once; what is left over is left to a loop that goes on with <c>sample</c>.</summary>
    /// <param name="plan">How they run.</param>
    /// <param name="finish">The statement for what is still in the workspace of one sample, given the sample's number.</param>
    /// <param name="finishAll">The statement for the results of all samples, or null where each is finished by itself.</param>
    private void WriteSamplesAtOnce(BatchPlan plan, Func<string, string> finish, string? finishAll)
    {
        var fewest = CSharpText.Number(plan.Fewest);
        var length = CSharpText.Number(plan.WorkspaceLength);
        writer.Open($"if (batch >= {fewest})")
            .Line($"threadSamples ??= {code.Kernel("CacheLine")}.NewMemory<{code.Element}>({length});")
            .Line($"var memory = {code.Kernel("CacheLine")}.Elements(threadSamples, {length});")
            .Line($"var elements = global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, {code.Element}>(workspace);")
            .Open($"for (int count; batch - sample >= {fewest}; sample += count)")
            .Line($"count = {Count(plan)};");
        var slices = inputs.Select(p => $"{p.Parameter}.Slice(sample * {p.LengthName}, count * {p.LengthName})");
        writer.Line($"var results = RunSamples({string.Join(", ", slices)}, count, memory, elements);");
        if (finishAll is not null)
        {
            writer.Line(finishAll);
        }
        else
        {
            var result = CSharpText.Number(plan.Result.Length);
            writer.Open("for (var place = 0; place < count; place++)");
            if (plan.MakesOutput)
            {
                writer.Line(finish($"results.Slice(place * {result}, {result})"));
            }
            else
            {
                writer.Line($"results.Slice(place * {result}, {result}).CopyTo(elements.Slice({CSharpText.Number(plan.Result.Offset)}, {result}));")
                    .Line("RunRest(elements);");
                writer.Line(finish("elements"));
            }

            writer.Close();
        }

        writer.Close().Close().Line();
    }

    private static string Count(BatchPlan plan)
    {
        var sizes = plan.Sizes;
        var smallest = $"global::System.Math.Min({CSharpText.Number(sizes[sizes.Count - 1].Samples)}, batch - sample)";
        return sizes.Count == 1 ? smallest : $"batch - sample >= {CSharpText.Number(sizes[0].Samples)} ? {CSharpText.Number(sizes[0].Samples)} : {smallest}";
    }

    /// <summary>The method that brings samples to the layers that they share, and runs those.</summary>
    private void WriteRunSamples(BatchPlan plan)
    {
        var parameters = string.Join(", ", inputs.Select(p => $"{ReadOnlyFloats} {p.Parameter}"));
        var result = CSharpText.Number(plan.Result.Length);
        writer.Line()
            .Line("/// <summary>Runs several samples up to the end of the layers that they share; gives what those make, sample by sample.</summary>")
            .Open($"private static {SpanOfElements} RunSamples({parameters}, int count, {SpanOfElements} memory, {SpanOfElements} workspace)");
        for (var i = 0; i < plan.Sizes.Count; i++)
        {
            var size = plan.Sizes[i];
            if (i < plan.Sizes.Count - 1)
            {
                writer.Open($"if (count > {CSharpText.Number(plan.Sizes[i + 1].Samples)})");
            }

            WriteSources(plan, size);
            writer.Line($"RunSamples{CSharpText.Number(size.Samples)}(memory{(IsFixedPoint ? "" : ", count")});")
                .Line($"return memory.Slice({CSharpText.Number(size.Result.Offset)}, count * {result});");
            if (i < plan.Sizes.Count - 1)
            {
                writer.Close().Line();
            }
        }

        writer.Close();
        LayersEmitter.WriteRunSamples(writer, code, plan);
    }

    private void WriteSources(BatchPlan plan, BatchStage size)
    {
        WriteFilledSources(plan, size);
        if (IsFixedPoint)
        {
            // Steps run over all samples, and what is left of others need not fit where it is read.
            writer.Line($"memory.Slice({CSharpText.Number(size.Source.Offset)} + (count * {CSharpText.Number(plan.Source.Length)}), ({CSharpText.Number(size.Samples)} - count) * {CSharpText.Number(plan.Source.Length)}).Clear();");
        }
    }

    private void WriteFilledSources(BatchPlan plan, BatchStage size)
    {
        var length = CSharpText.Number(plan.Source.Length);
        var offset = CSharpText.Number(size.Source.Offset);
        if (plan.ReadsInput && inputs[0].Port.Intake is null)
        {
            writer.Line(Load(inputs[0], inputs[0].Parameter, $"memory.Slice({offset}, count * {length})"));
            return;
        }

        var place = $"memory.Slice({offset} + (place * {length}), {length})";
        writer.Open("for (var place = 0; place < count; place++)");
        foreach (var input in inputs)
        {
            var sample = $"{input.Parameter}.Slice(place * {input.LengthName}, {input.LengthName})";
            writer.Line(Load(input, sample, plan.ReadsInput ? place : Memory(input, "workspace")));
        }

        if (!plan.ReadsInput)
        {
            writer.Line("RunBody(workspace);")
                .Line($"workspace.Slice({CSharpText.Number(plan.Source.Offset)}, {length}).CopyTo({place});");
        }

        writer.Close();
    }
}
