using Wfn.Generator.Emit;
using Wfn.Generator.Model;

namespace Wfn.Generator.Golden;

/// <summary>Writes a test that holds a generated class to stored answers.</summary>
internal static class GoldenTestEmitter
{
    // What float32 may differ by, as a part of the largest answer: sums are ordered by the width of vectors.
    private const string FloatTolerance = "1e-3";

    /// <summary>The class's name.</summary>
    public static string ClassName(string model) => model + "GoldenTests";

    /// <summary>The test's text.</summary>
    /// <param name="input">The model.</param>
    /// <param name="framework">The test framework of the project.</param>
    /// <param name="samples">Inputs and answers.</param>
    public static string Emit(EmissionInput input, TestFramework framework, IReadOnlyList<GoldenSample> samples)
    {
        var options = input.Options;
        var (inputs, outputs) = ModelPort.Name(input.Plan, input.Artifact.Graph);
        var (onClass, onMethod) = Attributes(framework);
        var writer = ModelEmitter.Begin(options.Namespace, options.ClassName)
            .Line($"/// <summary>Holds the answers of <see cref=\"{options.ClassName}\"/> to those stored here, "
                + (input.IsFixedPoint ? "bit for bit.</summary>" : "but for rounding.</summary>"));
        if (onClass.Length > 0)
        {
            writer.Line($"[{onClass}]");
        }

        writer.Open($"public sealed class {ClassName(options.ClassName)}");
        for (var sample = 0; sample < samples.Count; sample++)
        {
            writer.Line($"/// <summary>Runs stored sample {CSharpText.Number(sample + 1)}.</summary>")
                .Line($"[{onMethod}]")
                .Open($"public void Sample{CSharpText.Number(sample + 1)}AnswersAsStored()");
            foreach (var port in outputs)
            {
                writer.Line($"float[] {Answer(port)} = new float[global::{Type(options)}.{port.LengthName}];");
            }

            var arguments = inputs.Select(port => $"Floats({Stored(samples[sample].Inputs[port.Port.Name])})").Concat(outputs.Select(Answer));
            writer.Line($"global::{Type(options)}.Infer(\n    {string.Join(",\n    ", arguments)});");
            foreach (var port in outputs)
            {
                var name = CSharpText.Literal(port.Port.Name);
                writer.Line($"Check({name}, Floats({Stored(samples[sample].Outputs[port.Port.Name])}), {Answer(port)});");
            }

            writer.Close().Line();
        }

        return writer.Line(Helpers(input.IsFixedPoint)).Close().ToString();
    }

    private static string Type(GenerationOptions options) =>
        options.Namespace.Length == 0 ? options.ClassName : $"{options.Namespace}.{options.ClassName}";

    private static string Answer(ModelPort port) => port.Parameter + "Answer";

    private static (string OnClass, string OnMethod) Attributes(TestFramework framework) => framework switch
    {
        TestFramework.NUnit => ("global::NUnit.Framework.TestFixture", "global::NUnit.Framework.Test"),
        TestFramework.MSTest => (
            "global::Microsoft.VisualStudio.TestTools.UnitTesting.TestClass", "global::Microsoft.VisualStudio.TestTools.UnitTesting.TestMethod"),
        _ => ("", "global::Xunit.Fact"),
    };

    // Little-endian float32, whatever the machine.
    private static string Stored(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            var part = BitConverter.GetBytes(values[i]);
            if (!BitConverter.IsLittleEndian)
            {
                Array.Reverse(part);
            }

            part.CopyTo(bytes, i * sizeof(float));
        }

        return $"\"{Convert.ToBase64String(bytes)}\"";
    }

    // An exception fails a test in every framework.
    private static string Helpers(bool isExact) => $$"""
        private static void Check(string output, float[] stored, float[] answer)
        {
            double largest = 0;
            foreach (float value in stored)
            {
                largest = global::System.Math.Max(largest, global::System.Math.Abs(value));
            }

            double tolerance = {{(isExact ? "0" : $"{FloatTolerance} * largest")}};
            for (int i = 0; i < stored.Length; i++)
            {
                if (!(global::System.Math.Abs((double)answer[i] - stored[i]) <= tolerance) && !answer[i].Equals(stored[i]))
                {
                    throw new global::System.InvalidOperationException(global::System.FormattableString.Invariant(
                        $"output '{output}', element {i}: the model answers {answer[i]:R}, and {stored[i]:R} is stored"));
                }
            }
        }

        private static float[] Floats(string stored)
        {
            byte[] bytes = global::System.Convert.FromBase64String(stored);
            float[] values = new float[bytes.Length / sizeof(float)];
            for (int i = 0; i < values.Length; i++)
            {
                if (!global::System.BitConverter.IsLittleEndian)
                {
                    global::System.Array.Reverse(bytes, i * sizeof(float), sizeof(float));
                }

                values[i] = global::System.BitConverter.ToSingle(bytes, i * sizeof(float));
            }

            return values;
        }
        """;
}
