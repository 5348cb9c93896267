namespace Wfn.Training;

/// <summary>What computes a training.</summary>
public enum TrainingDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU; needs libtorch's CUDA package.</summary>
    Cuda,
}
