using System.Globalization;
using Wfn.Artifact;

namespace Wfn.Generator.Emit;

/// <summary>Methods that take an image's bytes, and do to them what the artifact says that its network was trained with.</summary>
internal sealed partial class ApiEmitter
{
    private void WriteImages()
    {
        if (inputs.Length != 1 || InputPreprocessing.Find(code.Input.Artifact) is not { } preprocessing)
        {
            return;
        }

        int[] extents = [.. inputs[0].Port.Shape.Dimensions];
        extents = extents.Length == 4 && extents[0] == 1 ? [.. extents.Skip(1)] : extents;
        if (extents.Length != 3 || extents[0] > 4)
        {
            return;
        }

        var channels = Enumerable.Range(0, extents[0]).Select(channel => preprocessing.Channel(channel, extents[0])).ToArray();
        var order = extents[0] switch { 1 => "one byte each", 3 => "red, green and blue", _ => $"{CSharpText.Number(extents[0])} channels" };
        var bytes = $"/// <param name=\"pixels\">The bytes of an image, {CSharpText.Number(extents[1])} rows of {CSharpText.Number(extents[2])} pixels, {order}.</param>";
        var done = CSharpText.Comment(preprocessing.ToString());
        writer.Line($"private static readonly double[] ImageFactors = {Doubles(channels.Select(c => c.Factor))};")
            .Line()
            .Line($"private static readonly double[] ImageAddends = {Doubles(channels.Select(c => c.Addend))};")
            .Line()
            .Line("[global::System.ThreadStatic]")
            .Line("private static float[]? threadImage;")
            .Line()
            .Line($"/// <summary>Runs one image, whose bytes become {done} as in the network's training.</summary>")
            .Line(bytes);
        foreach (var output in outputs)
        {
            writer.Line($"/// <param name=\"{output.Parameter}\">Receives <see cref=\"{output.LengthName}\"/> elements.</param>");
        }

        WriteLengthException();
        var arguments = string.Join(", ", outputs.Select(p => p.Parameter));
        var parameters = string.Join(", ", outputs.Select(p => $"{Floats} {p.Parameter}"));
        writer.Line($"public static void InferImage(global::System.ReadOnlySpan<byte> pixels, {parameters}) => Infer(ImageOf(pixels), {arguments});").Line();
        if (CanClassify)
        {
            writer.Line($"/// <summary>The index of the largest output of one image, whose bytes become {done} as in the network's training.</summary>")
                .Line(bytes);
            WriteLengthException();
            writer.Line("public static int ClassifyImage(global::System.ReadOnlySpan<byte> pixels) => Classify(ImageOf(pixels));").Line();
        }

        writer.Open("private static float[] ImageOf(global::System.ReadOnlySpan<byte> pixels)")
            .Line($"{code.Kernel("Argument")}.RequireLength(pixels.Length, {inputs[0].LengthName}, nameof(pixels));")
            .Line($"threadImage ??= new float[{inputs[0].LengthName}];")
            .Line($"{code.Kernel("ImagePixels")}.Convert(pixels, threadImage, ImageFactors, ImageAddends, {(preprocessing.IsBgr ? "true" : "false")});")
            .Line("return threadImage;")
            .Close()
            .Line();
    }

    private static string Doubles(IEnumerable<double> numbers) =>
        $"{{ {string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture) + "d"))} }}";
}
