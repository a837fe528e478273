//! Attributes whose value is a list of texts: outputs and parameters of nested stacks carry text alone, so a list is joined
//! on its way.
//!
//! AWS: CloudFormation Template Reference, the return values of each type.

/// Type and attribute, sorted.
const LISTS: &[(&str, &str)] = &[
    ("AWS::AmazonMQ::Broker", "AmqpEndpoints"),
    ("AWS::AmazonMQ::Broker", "ConsoleURLs"),
    ("AWS::AmazonMQ::Broker", "IpAddresses"),
    ("AWS::AmazonMQ::Broker", "MqttEndpoints"),
    ("AWS::AmazonMQ::Broker", "OpenWireEndpoints"),
    ("AWS::AmazonMQ::Broker", "StompEndpoints"),
    ("AWS::AmazonMQ::Broker", "WssEndpoints"),
    ("AWS::DataSync::Task", "DestinationNetworkInterfaceArns"),
    ("AWS::DataSync::Task", "SourceNetworkInterfaceArns"),
    ("AWS::DirectoryService::MicrosoftAD", "DnsIpAddresses"),
    ("AWS::DirectoryService::SimpleAD", "DnsIpAddresses"),
    ("AWS::EC2::InstanceConnectEndpoint", "NetworkInterfaceIds"),
    ("AWS::EC2::NetworkInterface", "SecondaryPrivateIpAddresses"),
    ("AWS::EC2::Subnet", "Ipv6CidrBlocks"),
    ("AWS::EC2::VPC", "CidrBlockAssociations"),
    ("AWS::EC2::VPC", "Ipv6CidrBlocks"),
    ("AWS::EC2::VPCEndpoint", "DnsEntries"),
    ("AWS::EC2::VPCEndpoint", "NetworkInterfaceIds"),
    ("AWS::EC2::VerifiedAccessInstance", "CidrEndpointsCustomSubDomainNameServers"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "LoadBalancerArns"),
    ("AWS::FSx::FileCache", "DataRepositoryAssociationIds"),
    ("AWS::FSx::FileCache", "NetworkInterfaceIds"),
    ("AWS::GlobalAccelerator::Accelerator", "Ipv4Addresses"),
    ("AWS::GlobalAccelerator::Accelerator", "Ipv6Addresses"),
    ("AWS::Lightsail::Instance", "Ipv6Addresses"),
    ("AWS::Logs::DeliverySource", "ResourceArns"),
    ("AWS::NetworkFirewall::Firewall", "EndpointIds"),
    ("AWS::OSIS::Pipeline", "IngestEndpointUrls"),
    ("AWS::RDS::DBInstance", "ReadReplicaDBClusterIdentifiers"),
    ("AWS::RDS::DBInstance", "ReadReplicaDBInstanceIdentifiers"),
    ("AWS::Redshift::EndpointAuthorization", "AllowedVPCs"),
    ("AWS::Redshift::EventSubscription", "EventCategoriesList"),
    ("AWS::Redshift::EventSubscription", "SourceIdsList"),
    ("AWS::Redshift::ScheduledAction", "NextInvocations"),
    ("AWS::RedshiftServerless::Namespace", "Namespace.IamRoles"),
    ("AWS::RedshiftServerless::Namespace", "Namespace.LogExports"),
    ("AWS::RedshiftServerless::Workgroup", "Workgroup.SecurityGroupIds"),
    ("AWS::RedshiftServerless::Workgroup", "Workgroup.SubnetIds"),
    ("AWS::Route53::DelegationSet", "NameServers"),
    ("AWS::Route53::HostedZone", "NameServers"),
    ("AWS::Transfer::Connector", "ServiceManagedEgressIpAddresses"),
    ("AWS::Transfer::Server", "As2ServiceManagedEgressIpAddresses"),
    ("AWS::WorkSpaces::Directory", "DnsIpAddresses"),
    ("AWS::WorkSpaces::Directory", "DnsIpv6Addresses"),
];

/// Whether the attribute of this type is a list.
pub(super) fn is_list(kind: &str, attribute: &str) -> bool {
    LISTS.binary_search(&(kind, attribute)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(LISTS.is_sorted());
        assert!(is_list("AWS::Route53::HostedZone", "NameServers"));
        assert!(!is_list("AWS::Route53::HostedZone", "Id"));
    }
}
