using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using Wfn.OtherProcessor;

Console.WriteLine($"{RuntimeInformation.ProcessArchitecture}, AdvSimd {AdvSimd.IsSupported}, Dp {Dp.IsSupported}");
return args switch
{
    ["tests", var assembly, .. var classes] => TestRun.Run(Path.GetFullPath(assembly), classes),
    ["outputs", var folder] => GeneratedRun.Run(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: tests ASSEMBLY CLASS... | outputs FOLDER");
    return 1;
}
