using Wfn.Planning;

namespace Wfn.Generator.Emit;

/// <summary>The constant objects of the layers and the method that runs them.</summary>
internal static class LayersEmitter
{
    // Statements of one method, so that none outgrows what the JIT compiles with optimisation.
    private const int StatementsPerMethod = 256;

    /// <summary>Writes the layers' class, and that of what only several samples at once need.</summary>
    public static void WriteLayers(SourceWriter writer, ModelCode code)
    {
        writer.Line("/// <summary>What the layers need at run time, made from the tables when the model is first used.</summary>");
        WriteFields(writer, code.Fields);
        if (code.BatchFields.All.Count > 0)
        {
            writer.Line().Line("/// <summary>What several samples at once need besides, made when they first run.</summary>");
            WriteFields(writer, code.BatchFields);
        }
    }

    /// <summary>Writes the class of what only several threads on one sample need.</summary>
    public static void WriteParallelLayers(SourceWriter writer, ModelCode code)
    {
        writer.Line().Line("/// <summary>What several threads on one sample need besides, made when they first run.</summary>");
        WriteFields(writer, code.ParallelFields);
    }

    private static void WriteFields(SourceWriter writer, FieldSet set)
    {
        var fields = set.All;
        writer.Open($"private static class {set.ClassName}");
        foreach (var field in fields)
        {
            writer.Line($"/// <summary>{field.Comment}</summary>")
                .Line($"internal static readonly {field.Type} {field.Name} = Make{field.Name}();")
                .Line();
        }

        for (var i = 0; i < fields.Count; i++)
        {
            writer.Line($"private static {fields[i].Type} Make{fields[i].Name}() => {fields[i].Value};");
            if (i < fields.Count - 1)
            {
                writer.Line();
            }
        }

        writer.Close();
    }

    /// <summary>Writes the methods of layers whose arithmetic stands in the code.</summary>
    public static void WriteInline(SourceWriter writer, ModelCode code)
    {
        foreach (var method in code.InlineMethods)
        {
            writer.Line()
                .Line($"/// <summary>{method.Comment}</summary>")
                .Open($"private static void {method.Name}(global::System.ReadOnlySpan<short> x, global::System.Span<short> y)");
            foreach (var line in method.Lines)
            {
                writer.Line(line);
            }

            writer.Close();
        }
    }

    /// <summary>Writes the functions of single elements.</summary>
    public static void WriteFunctions(SourceWriter writer, ModelCode code)
    {
        if (!code.Functions.Any())
        {
            return;
        }

        writer.Line().Line("/// <summary>Functions of single elements.</summary>").Open($"private static class {FunctionText.ClassName}");
        var isFirst = true;
        foreach (var (name, function) in code.Functions)
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Line($"/// <summary>The function {CSharpText.Comment(function.Kind)}.</summary>");
            foreach (var line in FunctionText.Lines(name, function, code))
            {
                writer.Line(line);
            }
        }

        writer.Close();
    }

    /// <summary>Writes the method that runs one sample, and those that it calls.</summary>
    public static void WriteRun(SourceWriter writer, ModelCode code) =>
        Write(writer, code, code.Statements, "Run", "the layers of one sample");

    /// <summary>Writes the method that runs one sample on several threads.</summary>
    public static void WriteRunParallel(SourceWriter writer, ModelCode code)
    {
        writer.Line();
        Write(
            writer,
            code,
            code.ParallelStatements,
            "RunParallel",
            "the layers of one sample, the large ones on several threads",
            [($"{code.Kernel("ThreadTeam")}", "team")]);
    }

    /// <summary>Writes the methods that run several samples at once, and what stands in front of that and behind it sample by sample.</summary>
    public static void WriteRunSamples(SourceWriter writer, ModelCode code, BatchPlan plan)
    {
        if (!plan.ReadsInput)
        {
            writer.Line();
            Write(writer, code, code.StatementsOf(0, plan.First), "RunBody", "the layers of one sample in front of those that run several at once");
        }

        for (var i = 0; i < plan.Sizes.Count; i++)
        {
            var samples = CSharpText.Number(plan.Sizes[i].Samples);
            writer.Line();
            Write(writer, code, code.SampleStatements[i], "RunSamples" + samples, $"the layers of up to {samples} samples at once", code.Input.IsFixedPoint ? [] : [("int", "count")]);
        }

        if (!plan.MakesOutput)
        {
            writer.Line();
            Write(writer, code, code.StatementsOf(plan.End, code.Input.Plan.Calls.Count), "RunRest", "the layers of one sample behind those that run several at once");
        }
    }

    private static void Write(SourceWriter writer, ModelCode code, List<string> statements, string name, string what, params (string Type, string Name)[] others)
    {
        var methods = (statements.Count + StatementsPerMethod - 1) / StatementsPerMethod;
        var parameter = $"global::System.Span<{code.Element}> workspace{string.Concat(others.Select(o => $", {o.Type} {o.Name}"))}";
        var arguments = $"workspace{string.Concat(others.Select(o => $", {o.Name}"))}";
        if (methods > 1)
        {
            writer.Line($"/// <summary>Runs {what}.</summary>").Open($"private static void {name}({parameter})");
            for (var i = 0; i < methods; i++)
            {
                writer.Line($"{name}Part{CSharpText.Number(i)}({arguments});");
            }

            writer.Close();
        }

        for (var i = 0; i < methods || i == 0; i++)
        {
            if (i > 0 || methods > 1)
            {
                writer.Line();
            }

            writer.Line(methods > 1 ? "/// <summary>A part of the layers.</summary>" : $"/// <summary>Runs {what}.</summary>")
                .Open($"private static void {name}{(methods > 1 ? "Part" + CSharpText.Number(i) : "")}({parameter})");
            var part = statements.Skip(i * StatementsPerMethod).Take(StatementsPerMethod).ToArray();
            foreach (var statement in code.Views.Declarations(part).Concat(part))
            {
                writer.Line(statement);
            }

            writer.Close();
        }
    }
}
