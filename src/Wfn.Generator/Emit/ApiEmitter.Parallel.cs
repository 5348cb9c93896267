namespace Wfn.Generator.Emit;

/// <content>One sample on several threads.</content>
internal sealed partial class ApiEmitter
{
    private void WriteParallelSample()
    {
        var parameters = string.Join(", ", inputs.Select(p => $"{ReadOnlyFloats} {p.Parameter}").Concat(outputs.Select(p => $"{Floats} {p.Parameter}")));
        var arguments = string.Join(", ", inputs.Concat(outputs).Select(p => p.Parameter));
        writer.Line(code.Input.HasDividedCalls
            ? "/// <summary>Runs one sample on several threads, which share each large layer; this gives the same bits as on one. It allocates nothing once a thread has called it.</summary>"
            : "/// <summary>Runs one sample on the calling thread: none of the layers is so large that others would help.</summary>");
        WriteParameterDocs("", "");
        writer.Line("/// <param name=\"maxDegreeOfParallelism\">The most threads that work at a time, the calling one among them; -1 for as many as there are processors.</param>");
        WriteLengthException();
        writer.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">There can be no such number of threads.</exception>")
            .Open($"public static void InferParallel({parameters}, int maxDegreeOfParallelism = -1)");
        writer.Line($"{(code.Input.HasDividedCalls ? "var threads = " : "")}{code.Kernel("Argument")}.Threads(maxDegreeOfParallelism, nameof(maxDegreeOfParallelism));");
        if (code.Input.HasDividedCalls)
        {
            WriteDivided(arguments);
        }
        else
        {
            writer.Line($"Infer({arguments});");
        }

        writer.Close().Line();
    }

    private void WriteDivided(string arguments)
    {
        writer.Open("if (threads == 1)")
            .Line($"Infer({arguments});")
            .Line("return;")
            .Close()
            .Line();
        WriteLengthChecks();
        writer.Line($"var team = {code.Kernel("ThreadTeam")}.Of(ref threadTeam, threads, WorkspaceBytes);")
            .Line($"var memory = global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, {code.Element}>(team.Start(threads));")
            .Open("try");
        WriteLoad();
        writer.Line("RunParallel(memory, team);")
            .Close()
            .Open("finally")
            .Line("team.End();")
            .Close()
            .Line();
        foreach (var output in outputs)
        {
            writer.Line(Store(output, Memory(output), output.Parameter));
        }
    }
}
