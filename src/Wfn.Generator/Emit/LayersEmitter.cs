namespace Wfn.Generator.Emit;

/// <summary>The constant objects of the layers and the method that runs them.</summary>
internal static class LayersEmitter
{
    // Statements of one method, so that none outgrows what the JIT compiles with optimisation.
    private const int StatementsPerMethod = 256;

    /// <summary>Writes the layers' class.</summary>
    public static void WriteLayers(SourceWriter writer, ModelCode code)
    {
        writer.Line("/// <summary>What the layers need at run time, made from the tables when the model is first used.</summary>")
            .Open("private static class Layers");
        foreach (var field in code.Fields)
        {
            writer.Line($"/// <summary>{field.Comment}</summary>")
                .Line($"internal static readonly {field.Type} {field.Name} = Make{field.Name}();")
                .Line();
        }

        for (var i = 0; i < code.Fields.Count; i++)
        {
            var field = code.Fields[i];
            writer.Line($"private static {field.Type} Make{field.Name}() => {field.Value.Replace("Layers.", "")};");
            if (i < code.Fields.Count - 1)
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

    /// <summary>Writes the method that runs one sample, and those that it calls.</summary>
    public static void WriteRun(SourceWriter writer, ModelCode code) =>
        Write(writer, code, code.Statements, "Run", "the layers of one sample");

    /// <summary>Writes the method that runs several samples at once, and those that it calls.</summary>
    public static void WriteRunSamples(SourceWriter writer, ModelCode code) =>
        Write(writer, code, code.SampleStatements, "RunSamples", "the layers of several samples at once");

    private static void Write(SourceWriter writer, ModelCode code, List<string> statements, string name, string what)
    {
        var methods = (statements.Count + StatementsPerMethod - 1) / StatementsPerMethod;
        var parameter = $"global::System.Span<{code.Element}> workspace";
        if (methods > 1)
        {
            writer.Line($"/// <summary>Runs {what}.</summary>").Open($"private static void {name}({parameter})");
            for (var i = 0; i < methods; i++)
            {
                writer.Line($"{name}Part{CSharpText.Number(i)}(workspace);");
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
            foreach (var statement in statements.Skip(i * StatementsPerMethod).Take(StatementsPerMethod))
            {
                writer.Line(statement);
            }

            writer.Close();
        }
    }
}
