using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>
/// Copies numbers between arrays and contiguous float32 tensors. Those in the processor's memory are read and written in place, those
/// of another device through a copy there.
/// </summary>
internal static class DeviceMemory
{
    /// <summary>TorchSharp's name of a device; libtorch has to be loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Device Of(TrainingDevice device) => device == TrainingDevice.Cuda ? CUDA : CPU;

    /// <summary>Sets a tensor's values.</summary>
    public static void Write(ReadOnlySpan<float> values, Tensor tensor)
    {
        if (IsHere(tensor))
        {
            values.CopyTo(TorchNetwork.Values(tensor));
        }
        else
        {
            WriteThroughHost(values, tensor);
        }
    }

    /// <summary>Copies a tensor's values.</summary>
    public static void Read(Tensor tensor, Span<float> values)
    {
        if (IsHere(tensor))
        {
            TorchNetwork.Values(tensor).CopyTo(values);
        }
        else
        {
            ReadThroughHost(tensor, values);
        }
    }

    /// <summary>Sets a tensor's values by way of another one in the processor's memory.</summary>
    internal static void WriteThroughHost(ReadOnlySpan<float> values, Tensor tensor)
    {
        using var unrecorded = no_grad();
        using var host = empty(tensor.shape, ScalarType.Float32, CPU);
        values.CopyTo(TorchNetwork.Values(host));
        tensor.copy_(host);
    }

    /// <summary>Copies a tensor's values by way of another one in the processor's memory.</summary>
    internal static void ReadThroughHost(Tensor tensor, Span<float> values)
    {
        using var unrecorded = no_grad();
        using var host = empty(tensor.shape, ScalarType.Float32, CPU);
        host.copy_(tensor);
        TorchNetwork.Values(host).CopyTo(values);
    }

    private static bool IsHere(Tensor tensor) => tensor.device_type == TorchSharp.DeviceType.CPU;
}
