// The sample app for publishing with NativeAOT: one native file with the network in it, which says the same bits as the JIT.
using System.Globalization;
using System.Runtime.Intrinsics;
using FashionMnist;

if (args is not [var file, var count])
{
    Console.Error.WriteLine("Usage: NativeAot IMAGES.gz COUNT");
    return 1;
}

var images = IdxFile.ReadImages(file).AsSpan(0, int.Parse(count, CultureInfo.InvariantCulture) * FashionResNet8.InputLength);
Console.WriteLine(ModelAnswer.Of(images));
var bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vectors of {bits} bits"));
return 0;
