// What an app does with a fixed network: one call an image. The network is C# in this assembly; no model file is read.
using System.Diagnostics;
using System.Globalization;
using FashionMnist;

var folder = args is [var first, ..] ? first : Path.Combine(AppContext.BaseDirectory, "data");
var images = IdxFile.ReadImages(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"));
var labels = IdxFile.ReadLabels(Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
var length = FashionResNet8.InputLength;

// Tiered compilation replaces the first, quick code by the optimised one after some calls; time the latter.
for (var warm = 0; warm < 500; warm++)
{
    FashionResNet8.Classify(images.AsSpan(warm * length, length));
}

var right = 0;
var watch = Stopwatch.StartNew();
for (var i = 0; i < labels.Length; i++)
{
    if (FashionResNet8.Classify(images.AsSpan(i * length, length)) == labels[i])
    {
        right++;
    }
}

watch.Stop();
var invariant = CultureInfo.InvariantCulture;
Console.WriteLine(string.Create(invariant, $"images {labels.Length}"));
Console.WriteLine(string.Create(invariant, $"accuracy {(double)right / labels.Length:F4}"));
Console.WriteLine(string.Create(invariant, $"microseconds per image {watch.Elapsed.TotalMicroseconds / labels.Length:F1}"));
